namespace Timonier.Kinds.Tests.Rules;

/// <summary>One object under validation and what is said of it, a finding a line.</summary>
public sealed record RuleCase(string Name, string Group, string Kind, string Part, string Now, string? Old, string Said);
