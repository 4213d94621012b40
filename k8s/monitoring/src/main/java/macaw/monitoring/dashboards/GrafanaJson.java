package macaw.monitoring.dashboards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import macaw.monitoring.Runbook;

/**
 * A dashboard in Grafana's JSON (schema version 39, read by Grafana 10.4 and newer). Panels flow from left to right under the heading of
 * their row; Grafana's schema library reads the result in a test.
 */
public final class GrafanaJson {
    static final int COLUMNS = 24;
    /** Height of a row of numbers, and of one of curves. */
    private static final int LOW = 5;

    private static final int HIGH = 8;
    private static final int SCHEMA = 39;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Dashboard dashboard;
    private int id;
    private int x;
    private int y;
    private int lineHeight;

    private GrafanaJson(Dashboard dashboard) {
        this.dashboard = dashboard;
    }

    /** The dashboard as its file. */
    public static String of(Dashboard dashboard) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(new GrafanaJson(dashboard).root()) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectNode root() {
        ObjectNode root = JSON.createObjectNode()
                .put("uid", dashboard.uid())
                .put("title", dashboard.title())
                .put("description", dashboard.description())
                .put("schemaVersion", SCHEMA)
                .put("editable", true)
                .put("graphTooltip", 1)
                .put("refresh", "30s")
                .put("timezone", "browser");
        root.putArray("tags").add("macaw");
        root.putObject("time").put("from", "now-3h").put("to", "now");
        root.set("links", links());
        root.set("templating", variables());
        root.putObject("annotations").putArray("list");
        ArrayNode panels = root.putArray("panels");
        dashboard.rows().forEach(row -> add(panels, row));
        return root;
    }

    private static ArrayNode links() {
        ArrayNode links = JSON.createArrayNode();
        links.add(link("Macaw", "dashboards", "")
                .put("asDropdown", false)
                .set("tags", JSON.createArrayNode().add("macaw")));
        links.add(
                link("Runbook", "link", Runbook.url()).put("targetBlank", true).set("tags", JSON.createArrayNode()));
        return links;
    }

    private static ObjectNode link(String title, String type, String url) {
        return JSON.createObjectNode()
                .put("title", title)
                .put("type", type)
                .put("icon", type.equals("link") ? "doc" : "external link")
                .put("tooltip", "")
                .put("url", url)
                .put("asDropdown", false)
                .put("targetBlank", false)
                .put("includeVars", type.equals("dashboards"))
                .put("keepTime", type.equals("dashboards"));
    }

    private ObjectNode variables() {
        ObjectNode templating = JSON.createObjectNode();
        ArrayNode list = templating.putArray("list");
        list.addObject()
                .put("name", "datasource")
                .put("label", "Prometheus")
                .put("type", "datasource")
                .put("query", "prometheus")
                .put("hide", 0)
                .put("refresh", 1);
        String up = "up{job=~\"" + dashboard.jobs() + "\"";
        list.add(choice("namespace", "Namespace", "label_values(" + up + "}, namespace)"));
        list.add(choice("instance", "Instance", "label_values(" + up + ", namespace=~\"$namespace\"}, instance)"));
        return templating;
    }

    /** All by default; and all is any value, none included: outside of Kubernetes nothing has a namespace. */
    private static ObjectNode choice(String name, String label, String query) {
        ObjectNode variable = JSON.createObjectNode()
                .put("name", name)
                .put("label", label)
                .put("type", "query")
                .put("query", query)
                .put("refresh", 2)
                .put("sort", 1)
                .put("multi", true)
                .put("includeAll", true)
                .put("allValue", ".*")
                .put("hide", 0);
        variable.set("datasource", datasource());
        variable.putObject("current").put("text", "All").put("value", "$__all");
        return variable;
    }

    private static ObjectNode datasource() {
        return JSON.createObjectNode().put("type", "prometheus").put("uid", "${datasource}");
    }

    private void add(ArrayNode panels, Row row) {
        y += lineHeight;
        ObjectNode heading = panels.addObject()
                .put("id", ++id)
                .put("type", "row")
                .put("title", row.title())
                .put("collapsed", false);
        heading.set("gridPos", position(0, y, COLUMNS, 1));
        heading.putArray("panels");
        x = 0;
        y += 1;
        lineHeight = 0;
        boolean numbers = row.panels().stream().anyMatch(panel -> panel.kind() == Panel.Kind.NUMBERS);
        row.panels().forEach(panel -> panels.add(panel(panel, numbers ? LOW : HIGH)));
    }

    private ObjectNode panel(Panel panel, int height) {
        if (x + panel.width() > COLUMNS) {
            x = 0;
            y += lineHeight;
            lineHeight = 0;
        }
        ObjectNode json = JSON.createObjectNode()
                .put("id", ++id)
                .put("type", type(panel.kind()))
                .put("title", panel.title())
                .put("description", panel.description());
        json.set("gridPos", position(x, y, panel.width(), height));
        x += panel.width();
        lineHeight = Math.max(lineHeight, height);
        json.set("datasource", datasource());
        ArrayNode targets = json.putArray("targets");
        for (Query query : panel.queries()) {
            targets.add(target(panel, query, (char) ('A' + targets.size())));
        }
        json.set("fieldConfig", fields(panel));
        json.set("options", options(panel.kind()));
        if (panel.kind() == Panel.Kind.TABLE) {
            json.set("transformations", withoutTime());
        }
        return json;
    }

    private static ObjectNode position(int x, int y, int width, int height) {
        return JSON.createObjectNode().put("x", x).put("y", y).put("w", width).put("h", height);
    }

    private static String type(Panel.Kind kind) {
        return switch (kind) {
            case LINES, STACKED -> "timeseries";
            case NUMBERS -> "stat";
            case TABLE -> "table";
        };
    }

    private static ObjectNode target(Panel panel, Query query, char reference) {
        boolean now = panel.kind() == Panel.Kind.NUMBERS || panel.kind() == Panel.Kind.TABLE;
        ObjectNode target = JSON.createObjectNode()
                .put("refId", String.valueOf(reference))
                .put("expr", query.expression())
                .put("instant", now)
                .put("range", !now);
        target.set("datasource", datasource());
        if (panel.kind() == Panel.Kind.TABLE) {
            target.put("format", "table");
        } else {
            target.put("legendFormat", query.legend());
        }
        return target;
    }

    private static ObjectNode fields(Panel panel) {
        ObjectNode config = JSON.createObjectNode();
        ObjectNode defaults = config.putObject("defaults").put("unit", panel.unit());
        if (panel.unit().equals("percentunit")) {
            defaults.put("min", 0);
        }
        ObjectNode thresholds = defaults.putObject("thresholds").put("mode", "absolute");
        ArrayNode steps = thresholds.putArray("steps");
        boolean good = panel.steps().stream().anyMatch(step -> step.colour().equals("green"));
        steps.addObject()
                .putNull("value")
                .put("color", good ? "red" : panel.steps().isEmpty() ? "text" : "green");
        panel.steps()
                .forEach(step -> steps.addObject().put("value", step.from()).put("color", step.colour()));
        if (panel.kind() == Panel.Kind.LINES || panel.kind() == Panel.Kind.STACKED) {
            defaults.set("custom", lines(panel));
        }
        config.putArray("overrides");
        return config;
    }

    private static ObjectNode lines(Panel panel) {
        boolean stacked = panel.kind() == Panel.Kind.STACKED;
        ObjectNode custom = JSON.createObjectNode()
                .put("drawStyle", "line")
                .put("lineWidth", 1)
                .put("fillOpacity", stacked ? 30 : 0)
                .put("showPoints", "auto")
                .put("spanNulls", false);
        custom.putObject("stacking").put("mode", stacked ? "normal" : "none").put("group", "A");
        custom.putObject("thresholdsStyle").put("mode", panel.steps().isEmpty() ? "off" : "dashed");
        return custom;
    }

    private static ObjectNode options(Panel.Kind kind) {
        ObjectNode options = JSON.createObjectNode();
        switch (kind) {
            case LINES, STACKED -> {
                ObjectNode legend = options.putObject("legend")
                        .put("displayMode", "list")
                        .put("placement", "bottom")
                        .put("showLegend", true);
                legend.putArray("calcs");
                options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
            }
            case NUMBERS -> {
                ObjectNode reduce = options.putObject("reduceOptions").put("values", false);
                reduce.putArray("calcs").add("lastNotNull");
                options.put("colorMode", "value")
                        .put("graphMode", "none")
                        .put("justifyMode", "auto")
                        .put("orientation", "auto")
                        .put("textMode", "auto")
                        .put("wideLayout", true)
                        .put("showPercentChange", false)
                        .put("percentChangeColorMode", "standard");
            }
            case TABLE -> options.put("frameIndex", 0).put("showHeader", true).put("cellHeight", "sm");
        }
        return options;
    }

    /** Everything of a table is of now. */
    private static ArrayNode withoutTime() {
        ArrayNode transformations = JSON.createArrayNode();
        ObjectNode organize = transformations.addObject().put("id", "organize").putObject("options");
        organize.putObject("excludeByName").put("Time", true);
        return transformations;
    }
}
