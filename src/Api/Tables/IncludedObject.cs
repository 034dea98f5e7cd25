namespace Timonier.Api.Tables;

/// <summary>What a table's rows carry beside their cells.</summary>
internal enum IncludedObject { Metadata, None, Object }
