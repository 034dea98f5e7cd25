namespace Timonier.Cel.Evaluation;

// The charges of these steps are those of the operations that the macros stand for where the language unfolds
// them: reading and testing the accumulator before a round, combining it with the round's outcome, reading the result.

/// <summary>all and exists: stop at the element that decides; an error counts only if none does.</summary>
internal sealed class QuantifierStep(Step range, Step predicate, FoldSlots slots, bool deciding) : FoldStep(range)
{
    private readonly ulong testCost = deciding ? 3UL : 2UL;

    protected override CelValue Walk(Frame frame, ref Cursor cursor)
    {
        var outcome = CelValue.Of(!deciding);
        while (cursor.MoveNext(frame, slots))
        {
            frame.Charge(testCost + 1);
            var value = predicate.Run(frame);
            if (value.Kind == CelKind.Bool && value.AsBool() == deciding)
            {
                outcome = value;
                break;
            }
            if (value.Kind != CelKind.Bool && !outcome.IsError) outcome = value.IsError ? value : CelValue.NoSuchOverload;
        }
        if (outcome.Kind == CelKind.Bool && outcome.AsBool() == deciding && cursor.HasNext) frame.Charge(testCost);
        frame.Charge(1);
        return outcome;
    }
}

internal sealed class ExistsOneStep(Step range, Step predicate, FoldSlots slots) : FoldStep(range)
{
    protected override CelValue Walk(Frame frame, ref Cursor cursor)
    {
        var found = 0;
        var error = default(CelValue);
        while (cursor.MoveNext(frame, slots))
        {
            var value = predicate.Run(frame);
            if (value.IsTrue) frame.Charge(2);
            if (value.IsTrue) found++;
            else if (value.Kind != CelKind.Bool && error.Kind == CelKind.Unset) error = value.IsError ? value : CelValue.NoSuchOverload;
        }
        frame.Charge(2);
        return error.IsError ? error : CelValue.Of(found == 1);
    }
}
