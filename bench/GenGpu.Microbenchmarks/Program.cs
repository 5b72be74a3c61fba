using BenchmarkDotNet.Running;

// For example: --filter '*Steps*' or --filter '*Ops*', --list flat. Accelerators that this machine lacks are left out.
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
