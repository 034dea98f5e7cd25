using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Timonier.Coast;

// coast ADDRESS PORT API-URL API-AUTHORITY-FILE API-TOKEN CERTIFICATE-FILE: serves lighthouses until it is killed, for the cluster at the URL.
// The last file gets the certificate by which the cluster knows this server.
if (args is not [var address, var port, var url, var authority, var token, var file]) return 2;

using var trusted = X509CertificateLoader.LoadCertificateFromFile(authority);
var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { trusted } };
using var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } };
using var api = new HttpClient(handler) { BaseAddress = new Uri(url), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
await using var server = await CoastServer.StartAsync(IPAddress.Parse(address), int.Parse(port), await Door.OpenAsync(api), "coast.shore.svc");
await File.WriteAllTextAsync(file, server.CertificatePem);
Console.WriteLine("serving");
await Task.Delay(Timeout.Infinite);
return 0;
