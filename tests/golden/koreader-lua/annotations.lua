-- we can read Lua syntax here!
return {
    ["annotations"] = {
        [1] = {
            ["chapter"] = "The Lamp Room",
            ["color"] = "olive",
            ["datetime"] = "2026-03-04 21:15:00",
            ["drawer"] = "lighten",
            ["page"] = "/body/DocFragment[7]/body/div/p[12]/text().0",
            ["pageno"] = 48,
            ["pos0"] = "/body/DocFragment[7]/body/div/p[12]/text().0",
            ["pos1"] = "/body/DocFragment[7]/body/div/p[12]/text().61",
            ["text"] = "The keeper said \"good night\" to the lamp before he said it to his wife.",
        },
        [2] = {
            ["chapter"] = "The Lamp Room",
            ["datetime"] = "2026-03-04 21:20:00",
            ["page"] = "/body/DocFragment[7]/body/div/p[13]/text().0",
            ["pageno"] = 49,
            ["text"] = "in The Lamp Room",
        },
        [3] = {
            ["chapter"] = "Fog",
            ["color"] = "cyan",
            ["datetime"] = "2026-03-05 07:02:11",
            ["datetime_updated"] = "2026-03-06 08:00:00",
            ["drawer"] = "underscore",
            ["note"] = "Two paragraphs.\
\
The second one.",
            ["page"] = "/body/DocFragment[9]/body/div/p[2]/text().0",
            ["pageno"] = 60,
            ["pos0"] = "/body/DocFragment[9]/body/div/p[2]/text().0",
            ["pos1"] = "/body/DocFragment[9]/body/div/p[2]/text().40",
            ["text"] = "Fog is the sea\
trying on the land.",
            ["text_edited"] = true,
        },
        [4] = {
            ["chapter"] = "Fog",
            ["color"] = "gray",
            ["datetime"] = "2026-03-05 07:09:30",
            ["drawer"] = "strikeout",
            ["page"] = 61,
            ["pageno"] = 61,
            ["pos0"] = {
                ["page"] = 61,
                ["rotation"] = 0,
                ["x"] = 62.5,
                ["y"] = 320.25,
                ["zoom"] = 1.5,
            },
            ["pos1"] = {
                ["page"] = 61,
                ["x"] = 190,
                ["y"] = 330,
            },
            ["text"] = "A horn has only one word, and it is enough.",
        },
        [5] = {
            ["color"] = "yellow",
            ["datetime"] = "2026-03-05 07:12:00",
            ["drawer"] = "lighten",
            ["page"] = 62,
            ["text"] = "",
        },
    },
    ["doc_pages"] = 110,
    ["doc_path"] = "/mnt/onboard/lamp.epub",
    ["doc_props"] = {
        ["authors"] = "Iona Pell\
Tomas Reyes",
        ["language"] = "en",
        ["title"] = "Letters from a Lighthouse",
    },
    ["percent_finished"] = 0.5545,
    ["stats"] = {
        ["performance_in_pages"] = {},
    },
}
