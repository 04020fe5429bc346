import { expect, test } from 'vitest';
import { Interrupted, inThread } from './thread.ts';

const thread = (code: string) =>
	`data:text/javascript,${encodeURIComponent(`import { parentPort, workerData } from 'node:worker_threads'; ${code}`)}`;
const endless = thread('setInterval(() => parentPort.postMessage({ progress: 1 }), 5);');
const goOn = async () => true;

test('a thread is given its input and gives its result', async () => {
	const told: unknown[] = [];
	const double = thread('parentPort.postMessage({ progress: 1 }); parentPort.postMessage({ result: workerData * 2 });');
	const outcome = await inThread(double, 21, async (progress) => told.push(progress) > 0);
	expect([outcome, told]).toEqual([{ result: 42 }, [1]]);
});

test('a thread that would never end is ended by whoever is told how far it is', async () => {
	expect(await inThread(endless, null, async () => false)).toBeNull();
});

test('what breaks in a thread, or in telling how far it is, is an error here', async () => {
	await expect(inThread(thread('throw new Error("broken");'), null, goOn)).rejects.toThrow('broken');
	await expect(inThread(thread('process.exit(3);'), null, goOn)).rejects.toThrow('3');
	await expect(inThread(endless, null, () => Promise.reject(new Error('no database')))).rejects.toThrow('no database');
});

test('the program that stops ends its threads, so that their jobs come again', async () => {
	let isUnderWay = () => {};
	const underWay = new Promise<void>((done) => {
		isUnderWay = done;
	});
	const working = inThread(endless, null, async () => {
		isUnderWay();
		return true;
	});
	await underWay;
	process.emit('augenhoehe:drain' as never);
	await expect(working).rejects.toThrow(Interrupted);
	// Nor does it begin another one.
	await expect(inThread(endless, null, goOn)).rejects.toThrow(Interrupted);
});
