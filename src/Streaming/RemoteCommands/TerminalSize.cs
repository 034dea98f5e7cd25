namespace Timonier.Streaming;

/// <summary>Columns and rows of the user's terminal.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct TerminalSize(int Columns, int Rows);
