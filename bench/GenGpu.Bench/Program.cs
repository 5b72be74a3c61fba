using GenGpu.Bench.Buffers;
using GenGpu.Bench.Kernels;

string[] rest = args.Length > 0 ? args[1..] : [];
switch (args.FirstOrDefault())
{
    case "ops":
        OpsBench.Run(rest);
        return 0;
    case "w1":
        return WassersteinBench.Run(rest);
    default:
        Console.WriteLine("see bench/README.md");
        return args.Length == 0 ? 0 : 2;
}
