namespace Timonier.Cel.Evaluation;

/// <summary>A macro that walks what its range evaluates to.</summary>
internal abstract class FoldStep(Step range) : Step
{
    public override CelValue Run(Frame frame)
    {
        var walked = range.Run(frame);
        if (walked.IsError) return walked;
        var cursor = new Cursor(walked);
        if (!cursor.IsRange) return CelValue.Error($"got 'types.{walked.Kind}', expected iterable type");
        var outcome = Walk(frame, ref cursor);
        return frame.IsStopped ? frame.Stopped : outcome;
    }

    protected abstract CelValue Walk(Frame frame, ref Cursor cursor);
}
