namespace Timonier.Cel;

/// <summary>What evaluation may cost, in the units of the language: one is about the work of reading a field.</summary>
public static class CelCostLimits
{
    /// <summary>One evaluation of one expression.</summary>
    public const long PerCall = 1_000_000;

    /// <summary>All rules of a schema, or all expressions of a policy, over one object.</summary>
    public const long PerObject = 10_000_000;

    /// <summary>All match conditions of one webhook or policy.</summary>
    public const long MatchConditions = 2_500_000;

    /// <summary>The estimate of one rule of a schema.</summary>
    public const long EstimatePerRule = 10_000_000;

    /// <summary>The estimates of all rules of a CustomResourceDefinition together.</summary>
    public const long EstimatePerDefinition = 100_000_000;

    /// <summary>The largest request, by which sizes that no schema bounds are estimated.</summary>
    public const long RequestBytes = 3 * 1024 * 1024;
}
