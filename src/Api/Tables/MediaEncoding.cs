namespace Timonier.Api.Tables;

/// <summary>How the bytes of an answer are written.</summary>
internal enum MediaEncoding { Json, Yaml, Protobuf }
