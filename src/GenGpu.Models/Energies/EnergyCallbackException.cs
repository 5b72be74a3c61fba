namespace GenGpu.Models.Energies;

/// <summary>A function on the host that a <see cref="CallbackEnergy"/> calls has failed. Trainers write a checkpoint before they pass it on.</summary>
public sealed class EnergyCallbackException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which energy failed, where, and how.</param>
    /// <param name="innerException">What the function threw.</param>
    public EnergyCallbackException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
