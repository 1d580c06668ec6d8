-- we can read Lua syntax here!
return {
    ["annotations"] = {},
    ["doc_props"] = {
        ["title"] = "Marsh Light",
    },
}
