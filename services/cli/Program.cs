Console.WriteLine("Mesh.Cli");
