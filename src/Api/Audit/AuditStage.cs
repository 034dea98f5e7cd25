namespace Timonier.Api.Audit;

/// <summary>When in a request's life it is told of.</summary>
public enum AuditStage { RequestReceived, ResponseStarted, ResponseComplete, Panic }
