namespace Timonier.Controllers.Nodes;

/// <summary>What may become of the NoExecute taint of a node that is not ready: none at all, only one that stands already, or one wherever it belongs.</summary>
public enum Expulsion { Forbidden, Standing, Allowed }
