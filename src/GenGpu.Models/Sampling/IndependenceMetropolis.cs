using GenGpu.Core.Random;

namespace GenGpu.Models.Sampling;

/// <summary>
/// The Metropolis chain whose proposals are independent samples of a model q: proposal i replaces the current state with probability min(1, w_i / w), w = exp(-beta U) / q (Hastings 1970). Its law tends to exp(-beta U) / Z whatever q is, as
/// fast as it is accepted. It needs the log weights only.
/// </summary>
public sealed class IndependenceMetropolis
{
    private const int Site = 0x4D4831;
    private readonly Dictionary<long, long> _runs = [];
    private readonly ulong _seed;
    private double _current = double.NegativeInfinity;
    private long _draws;
    private long _rejectedInARow;

    /// <summary>The chain starts at the first proposal of finite weight, which is no step of it.</summary>
    /// <param name="seed">Seed of the uniform numbers.</param>
    public IndependenceMetropolis(ulong seed) => _seed = seed;

    /// <summary>Whether there is a current state.</summary>
    public bool HasStarted => double.IsFinite(_current);

    /// <summary>Number of proposals after the first state.</summary>
    public long ProposalCount { get; private set; }

    /// <summary>Number of accepted ones.</summary>
    public long AcceptedCount { get; private set; }

    /// <summary>Proposals whose log weight is NaN or +infinity, all rejected.</summary>
    public long InvalidCount { get; private set; }

    /// <summary>Share of proposals that were accepted; NaN before the first.</summary>
    public double AcceptanceRate => (double)AcceptedCount / ProposalCount;

    /// <summary>
    /// Integrated autocorrelation time 1 + 2 sum rho(t) from the rejections alone, rho(t) being the share of windows of t proposals that were all rejected (Albergo, Kanwar and Shanahan, Phys. Rev. D 100, 034515, 2019, section on
    /// Metropolis): the same for every observable up to how it correlates with the weights. NaN before the first proposal.
    /// </summary>
    public double AutocorrelationTime
    {
        get
        {
            if (ProposalCount == 0)
                return double.NaN;
            var runs = new SortedDictionary<long, long>(_runs);
            if (_rejectedInARow > 0)
                runs[_rejectedInARow] = runs.GetValueOrDefault(_rejectedInARow) + 1;
            // A run of r rejections holds r - t + 1 windows of t: with the runs of at least t, windows(t) = sum of lengths - count * (t - 1).
            long count = runs.Values.Sum();
            double length = runs.Sum(r => (double)r.Key * r.Value);
            double tau = 1;
            long t = 1;
            foreach ((long run, long times) in runs)
            {
                for (; t <= run; t++)
                    tau += 2 * (length - (count * (t - 1.0))) / (ProposalCount - t + 1);
                count -= times;
                length -= (double)run * times;
            }

            return tau;
        }
    }

    /// <summary>Proposes a sample.</summary>
    /// <param name="logWeight">log w = -beta U(x) - log q(x).</param>
    /// <returns>True when it becomes the current state.</returns>
    public bool Propose(double logWeight)
    {
        // One number per proposal, used or not, so that equal proposals meet equal numbers in every chain.
        double uniform = Uniform();
        if (double.IsNaN(logWeight) || double.IsPositiveInfinity(logWeight))
            InvalidCount++;
        if (!HasStarted)
        {
            if (double.IsFinite(logWeight))
                _current = logWeight;
            return HasStarted;
        }

        ProposalCount++;
        if (double.IsFinite(logWeight) && Math.Log(uniform) < logWeight - _current)
        {
            AcceptedCount++;
            _current = logWeight;
            if (_rejectedInARow > 0)
                _runs[_rejectedInARow] = _runs.GetValueOrDefault(_rejectedInARow) + 1;
            _rejectedInARow = 0;
            return true;
        }

        _rejectedInARow++;
        return false;
    }

    private double Uniform()
    {
        const int PerStep = RandomStream.MaximumSamples;
        var stream = new RandomStream(_seed, RandomPurpose.Evaluate, Site, (uint)(_draws / PerStep));
        uint word = stream.Word(0, (int)(_draws % PerStep));
        _draws++;
        return (word >> 8) * (1.0 / (1 << 24));
    }
}
