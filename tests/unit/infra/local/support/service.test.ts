import { describe, expect, it } from 'vitest';
import { createServiceList, type Running, type Service } from '../../../../../infra/local/support/service.ts';

describe('the services of a system', () => {
  const stopped: string[] = [];
  const service = (name: string, stop: () => void = () => undefined): Service<string, Running & { with: string }> => ({
    name,
    start: (needs) => ({
      with: needs,
      stop: () => {
        stopped.push(name);
        stop();
      },
    }),
  });

  it('stop once, in the reverse of the order in which they were started', async () => {
    stopped.length = 0;
    const { start, stop } = createServiceList();
    expect((await start(service('queues'), 'a disk')).with).toBe('a disk');
    await start(service('functions'), 'queues');
    await Promise.all([stop(), stop()]);
    expect(stopped).toEqual(['functions', 'queues']);
  });

  it('stop without the one that did not start', async () => {
    stopped.length = 0;
    const { start, stop } = createServiceList();
    await start(service('queues'), '');
    const broken = { name: 'functions', start: () => Promise.reject(new Error('no such handler')) };
    await expect(start(broken, '')).rejects.toThrow('no such handler');
    await stop();
    expect(stopped).toEqual(['queues']);
  });

  it('stop although one of them fails, which the error names', async () => {
    stopped.length = 0;
    const { start, stop } = createServiceList();
    await start(service('queues'), '');
    await start(
      service('functions', () => {
        throw new Error('busy');
      }),
      '',
    );
    await expect(stop()).rejects.toThrow('functions did not stop');
    expect(stopped).toEqual(['functions', 'queues']);
  });
});
