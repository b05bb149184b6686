/** Looks after a system that runs, in the cloud or on this machine: `npm run ops -- dlq list`. */
import { UsageError } from '../../shared/command-line.ts';
import { type Command, readCommand } from './arguments.ts';
import { discard, list, redrive, show } from './dlq-commands.ts';
import { indexPeople } from './index-people.ts';
import { erasePerson, exportPerson } from './person-commands.ts';
import { connect, explain } from './system.ts';

async function run(command: Command, signal: AbortSignal): Promise<void> {
  if (command.action === 'help') {
    console.log(command.text);
    return;
  }
  const system = connect(command.outputs);
  switch (command.action) {
    case 'list':
      return list(system, command, signal);
    case 'show':
      return show(system, command, signal);
    case 'redrive':
      return redrive(system, command, signal);
    case 'discard':
      return discard(system, command, signal);
    case 'export':
      return exportPerson(system, command);
    case 'erase':
      return erasePerson(system, command, signal);
    case 'index-people':
      return indexPeople(system, signal);
  }
}

async function main(): Promise<void> {
  const interruption = new AbortController();
  // Releases what it has received; a second Ctrl-C ends it at once.
  process.once('SIGINT', () => interruption.abort());
  try {
    const command = readCommand(process.argv.slice(2), {
      defaultOutputs: `${process.env.DATA_DIR || '.local'}/outputs.json`,
      isTerminal: process.stdin.isTTY && process.stdout.isTTY,
    });
    await run(command, interruption.signal);
    if (interruption.signal.aborted) process.exitCode = 130;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(error.message);
      process.exitCode = 2;
    } else {
      console.error(explain(error));
      process.exitCode = 1;
    }
  }
}

await main();
