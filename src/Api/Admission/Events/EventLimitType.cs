namespace Timonier.Api.Admission.Events;

/// <summary>Whose events are counted together: everybody's, those of a namespace, of a user, or of one source about one object.</summary>
public enum EventLimitType { Server, Namespace, User, SourceAndObject }
