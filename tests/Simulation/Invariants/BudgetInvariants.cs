using System.Globalization;
using Timonier.Client;
using Timonier.Documents;
using Timonier.Simulation.Tests.Worlds;

namespace Timonier.Simulation.Tests.Invariants;

/// <summary>No pod is evicted while its budget needs it.</summary>
internal sealed class BudgetsAreKept : Invariant
{
    public override string? Check(Seen seen, Document? before, Document? after)
    {
        if (!seen.Mix.IsOrderly || before?.Kind != "Pod" || Ledger.IsDeleting(before) || !Ledger.HasCondition(before, "DisruptionTarget") || !Ledger.IsReady(before)) return null;
        if (after is not null && !Ledger.IsDeleting(after)) return null;
        foreach (var budget in seen.Ledger.Of("PodDisruptionBudget", before.Namespace))
        {
            var selector = ObjectSelectors.Read(budget.Spec["selector"u8]);
            if (!selector.MatchesLabels(before.Metadata["labels"u8])) continue;
            var needed = int.Parse(budget.Spec["minAvailable"u8].AsText(), CultureInfo.InvariantCulture);
            var left = seen.Ledger.Of("Pod", before.Namespace).Count(p => selector.MatchesLabels(p.Metadata["labels"u8]) && Ledger.IsReady(p) && !Ledger.IsDeleting(p));
            if (left < needed) return $"{before.Name} was evicted and leaves {left} healthy pods, where {budget.Name} asks for {needed}";
        }
        return null;
    }
}
