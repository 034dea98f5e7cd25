namespace Timonier.Node.Pods;

/// <summary>Why this node does not take a pod that was bound to it; the pod fails with these words.</summary>
internal sealed record Rejection(string Reason, string Message);
