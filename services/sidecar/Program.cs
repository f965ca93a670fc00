Console.WriteLine("Mesh.Sidecar");
