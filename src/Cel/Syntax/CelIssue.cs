namespace Timonier.Cel;

/// <summary>What is wrong with an expression's text or types, and where: lines from 1, columns from 0 in code points.</summary>
public sealed record CelIssue(int Line, int Column, string Message);
