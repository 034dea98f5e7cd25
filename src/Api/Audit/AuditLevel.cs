namespace Timonier.Api.Audit;

/// <summary>How much of a request is told.</summary>
public enum AuditLevel { None, Metadata, Request, RequestResponse }
