namespace Timonier.Runtime.Simulated.Commands;

/// <summary>One command of a script.</summary>
/// <param name="Joint">What stands before it: a semicolon, &amp;&amp; or ||; it decides whether it is reached.</param>
/// <param name="Words">Its name and arguments, without quotes.</param>
internal sealed record CommandStep(string Joint, IReadOnlyList<string> Words)
{
    public bool IsReached(int lastCode) => Joint switch { "&&" => lastCode == 0, "||" => lastCode != 0, _ => true };
}
