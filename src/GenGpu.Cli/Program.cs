using GenGpu.Cli;

return CommandLineApplication.Main(args);
