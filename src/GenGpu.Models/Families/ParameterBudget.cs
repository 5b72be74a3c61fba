using GenGpu.Core;

namespace GenGpu.Models.Families;

/// <summary>Solves the hidden width for a parameter budget.</summary>
public static class ParameterBudget
{
    /// <summary>The width whose parameter count comes nearest to the budget without passing it.</summary>
    /// <param name="family">Name of the family, for messages.</param>
    /// <param name="target">Name of the target, for messages.</param>
    /// <param name="budget">Largest number of parameters.</param>
    /// <param name="count">Number of parameters of a width; increases with it.</param>
    /// <returns>At least 1.</returns>
    /// <exception cref="UserErrorException">Not even width 1 fits; the message says the smallest budget.</exception>
    public static int Solve(string family, string target, int budget, Func<long, long> count)
    {
        ArgumentNullException.ThrowIfNull(count);
        long smallest = count(1);
        if (budget < smallest)
            throw new UserErrorException(FormattableString.Invariant($"A budget of {budget} parameters is too small for {family} on {target}; the smallest is {smallest}."), 2);
        long fits = 1;
        long tooWide = 2;
        while (count(tooWide) <= budget)
            (fits, tooWide) = (tooWide, tooWide * 2);
        while (tooWide - fits > 1)
        {
            long middle = (fits + tooWide) / 2;
            if (count(middle) <= budget)
                fits = middle;
            else
                tooWide = middle;
        }

        return (int)fits;
    }
}
