namespace Timonier.Controllers.Nodes;

/// <summary>How much of a failure zone still answers: most of it, less than it should, nothing.</summary>
public enum ZoneState { Normal, PartialDisruption, FullDisruption }
