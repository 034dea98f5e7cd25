namespace Timonier.Cel;

/// <summary>What is wrong with a rule of a schema: where in the schema, the text that is wrong, and why.</summary>
public sealed record CelRuleFault(string Path, string Value, string Detail);
