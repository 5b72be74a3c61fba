using GenGpu.Core.Programs;
using GenGpu.Models.Families;

namespace GenGpu.Models.Adversarial;

/// <summary>What judge and generator minimise.</summary>
internal abstract class AdversarialObjective
{
    /// <summary>Emits the judge's loss, and reports its parts.</summary>
    /// <param name="g">The train program.</param>
    /// <param name="judge">The judge, at the conditions of the data.</param>
    /// <param name="real">Data [m D, batch].</param>
    /// <param name="fake">Generated samples [m D, batch], behind a barrier to gradients; called after the judge has seen the data.</param>
    /// <returns>A scalar.</returns>
    public abstract Value JudgeLoss(ProgramBuilder g, ConditionedNetwork judge, Value real, Func<Value> fake);

    /// <summary>Emits what follows an update of the judge.</summary>
    /// <param name="g">The train program.</param>
    /// <param name="judge">The judge.</param>
    public virtual void AfterUpdate(ProgramBuilder g, DenseNetwork judge)
    {
    }

    /// <summary>Emits the generator's loss.</summary>
    /// <param name="g">The train program.</param>
    /// <param name="score">What the judge says of generated samples, [1, batch].</param>
    /// <returns>A scalar.</returns>
    public abstract Value GeneratorLoss(ProgramBuilder g, Value score);

    /// <summary>|d judge / d x|^2 per case; x without conditions, since distances between laws of x at equal conditions are what judges bound.</summary>
    /// <param name="g">The program.</param>
    /// <param name="score">Scores [1, batch].</param>
    /// <param name="x">What was scored, [rows, batch].</param>
    /// <returns>[1, batch]; it can be differentiated again.</returns>
    protected static Value SquaredSlope(ProgramBuilder g, Value score, Value x) => g.SumRows(g.Square(g.Adjoints(score, g.Constant(1f), x)[0]));
}
