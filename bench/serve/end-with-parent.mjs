// Loaded before a server that a benchmark starts: whatever ends the benchmark, SIGKILL too, ends the server.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.channel?.unref(); // the listener alone would keep a stopped server alive
