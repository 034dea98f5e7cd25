namespace Timonier.Cel;

/// <summary>Why an expression has no value.</summary>
public sealed record CelError(string Message, CelFailure Failure = CelFailure.Evaluation)
{
    public override string ToString() => Message;
}
