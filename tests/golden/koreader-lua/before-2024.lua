-- we can read Lua syntax here!
return {
    ["bookmarks"] = {
        [1] = {
            ["chapter"] = "Fog",
            ["datetime"] = "2020-11-17 08:01:00",
            ["highlighted"] = true,
            ["notes"] = "Nobody hears a bell on a clear day.",
            ["page"] = "/body/DocFragment[9]/body/p[4]/text().0",
            ["pos0"] = "/body/DocFragment[9]/body/p[4]/text().0",
            ["pos1"] = "/body/DocFragment[9]/body/p[4]/text().35",
            ["text"] = "Page 52 Nobody hears a bell on a clear day. @ 2020-11-17 08:01:00",
        },
        [2] = {
            ["datetime"] = "2020-11-16 19:00:00",
            ["notes"] = "in The Lamp Room",
            ["page"] = "/body/DocFragment[7]/body/p[9]/text().0",
        },
        [3] = {
            ["datetime"] = "2020-11-16 18:51:04",
            ["highlighted"] = true,
            ["notes"] = "Oil is patience that can be poured.",
            ["page"] = "/body/DocFragment[7]/body/p[2]/text().0",
            ["pos0"] = "/body/DocFragment[7]/body/p[2]/text().0",
            ["pos1"] = "/body/DocFragment[7]/body/p[2]/text().35",
            ["text"] = "Compare the bread book.",
        },
    },
    ["highlight"] = {
        [52] = {
            [1] = {
                ["chapter"] = "Fog",
                ["datetime"] = "2020-11-17 08:01:00",
                ["drawer"] = "lighten",
                ["pos0"] = "/body/DocFragment[9]/body/p[4]/text().0",
                ["pos1"] = "/body/DocFragment[9]/body/p[4]/text().35",
                ["text"] = "Nobody hears a bell on a clear day.",
            },
        },
        [48] = {
            [1] = {
                ["chapter"] = "The Lamp Room",
                ["datetime"] = "2020-11-16 18:51:04",
                ["drawer"] = "lighten",
                ["pos0"] = "/body/DocFragment[7]/body/p[2]/text().0",
                ["pos1"] = "/body/DocFragment[7]/body/p[2]/text().35",
                ["text"] = "Oil is patience that can be poured.",
            },
        },
    },
    ["stats"] = {
        ["authors"] = "Iona Pell",
        ["title"] = "Letters from a Lighthouse",
    },
}
