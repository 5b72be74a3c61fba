namespace GenGpu.Models.Flows;

/// <summary>Sizes of a dense conditioner.</summary>
/// <param name="Passive">Coordinates that it reads.</param>
/// <param name="Conditions">Conditions that it reads besides.</param>
/// <param name="HiddenWidth">Width of every hidden layer.</param>
/// <param name="HiddenLayers">Number of hidden layers.</param>
/// <param name="Outputs">Rows of its output.</param>
internal sealed record ConditionerShape(int Passive, int Conditions, int HiddenWidth, int HiddenLayers, int Outputs)
{
    /// <summary>Rows of its input.</summary>
    /// <param name="isAngular">Whether coordinates enter as cosine and sine.</param>
    public int Inputs(bool isAngular) => (isAngular ? 2 * Passive : Passive) + Conditions;
}
