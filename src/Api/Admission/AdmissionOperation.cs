namespace Timonier.Api.Admission;

/// <summary>What a call does to an object; a connection opens a stream to it.</summary>
internal enum AdmissionOperation { Create, Update, Delete, Connect }
