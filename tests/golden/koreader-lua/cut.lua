return {
    ["annotations"] = {
        [1] = {
            ["datetime"] = "2026-03-04 21:15:00",
            ["drawer"] = "lighten",
            ["note"] = "Whole.",
            ["pos0"] = "/body/p[1]/text().0",
            ["text"] = "The stairs counted themselves.",
        },
        [2] = {
            ["datetime"] = "2026-03-04 21:16:00",
            ["drawer"] = "lighten",
            ["text"] = "One hundred and el
