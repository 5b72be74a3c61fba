using GenGpu.Bench.Buffers;
using GenGpu.Bench.Kernels;
using GenGpu.Bench.Sweeps;
using GenGpu.Bench.Training;
using GenGpu.Core;

string[] rest = args.Length > 0 ? args[1..] : [];
try
{
    switch (args.FirstOrDefault())
    {
        case "ops":
            OpsBench.Run(rest);
            return 0;
        case "convolution":
            return ConvolutionBench.Run(rest);
        case "w1":
            return WassersteinBench.Run(rest);
        case "race":
            return RaceBench.Run(rest);
        case "profile":
            return ProfileBench.Run(rest);
        case "step":
            return StepExport.Run(rest);
        case "many":
            return ManyTrialsBench.Run(rest);
        case "sweep":
            return SweepBench.Run(rest);
        case "sweep-status":
            return SweepStatusBench.Run(rest);
        default:
            Console.Error.WriteLine("usage: ./build.sh bench race | profile | step | many | sweep | sweep-status | ops | convolution | w1 (see bench/README.md)");
            return 2;
    }
}
catch (UserErrorException error)
{
    Console.Error.WriteLine(error.Message);
    return error.ExitCode;
}
