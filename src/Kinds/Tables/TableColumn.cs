namespace Timonier.Kinds;

/// <summary>One column; those of a priority above 0 show only in the wide form.</summary>
public sealed record TableColumn(string Name, string Type = "string", string Format = "", string Description = "", int Priority = 0);
