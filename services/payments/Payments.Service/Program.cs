Console.WriteLine("Payments.Service");
