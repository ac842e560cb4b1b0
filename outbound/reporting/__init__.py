"""What a report needs and no other letter has: its tables and bars, its words, its pictures and its workbook, made from its facts alone."""
