// Works a seating out in a thread of its own.
import { parentPort, workerData } from 'node:worker_threads';
import { mix } from '#algorithms/mixing/mix.ts';
import { type Mixing, readMixing } from '#algorithms/mixing/problem.ts';

parentPort?.postMessage({ result: mix(readMixing(workerData as Mixing), performance) });
