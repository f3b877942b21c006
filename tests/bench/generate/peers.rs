//! The settings and templates with which Hugo makes a site of the same texts: as little as a handbook could live with, so
//! that nobody can say that the race was run against a heavy theme.

/// Files of the site beside `content/`: name and text.
pub(crate) const HUGO: &[(&str, &str)] = &[
    (
        "hugo.toml",
        "baseURL = \"https://www.example.org/policies/\"\nlanguageCode = \"en\"\ntitle = \"The Long Handbook\"\n\
         disableKinds = [\"taxonomy\", \"term\", \"RSS\"]\n",
    ),
    (
        "layouts/_default/baseof.html",
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{{ .Title }}</title>\n<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n<body>\n\
         <header><a href=\"/\">{{ site.Title }}</a></header>\n<main>\n{{ block \"main\" . }}{{ end }}\n</main>\n</body>\n</html>\n",
    ),
    (
        "layouts/_default/single.html",
        "{{ define \"main\" }}<h1>{{ .Title }}</h1>\n<p>{{ .Params.id }}, {{ .Params.flexibility }}, {{ .Params.version }}</p>\n\
         <p>{{ .Params.owner }}</p>\n{{ with .Params.options }}<ul>{{ range . }}<li>{{ .offer }}</li>{{ end }}</ul>{{ end }}\n\
         {{ .Content }}{{ end }}\n",
    ),
    (
        "layouts/_default/list.html",
        "{{ define \"main\" }}<h1>{{ .Title }}</h1>\n{{ .Content }}\n\
         <ul>{{ range .Pages }}<li><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}\n",
    ),
    ("static/style.css", "body { max-width: 45em; margin: auto; font: 1rem/1.5 sans-serif }\n"),
];
