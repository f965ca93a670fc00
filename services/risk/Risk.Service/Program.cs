Console.WriteLine("Risk.Service");
