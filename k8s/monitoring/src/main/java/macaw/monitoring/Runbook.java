package macaw.monitoring;

import java.util.Locale;

/** Where dashboards and alerts send a reader: docs/runbook.md, a section for each alert. */
public final class Runbook {
    /** Where the docs are read; {@code -Dmacaw.docs.url=} together with {@code -Dmacaw.docs.write=true} writes everything for another place. */
    private static final String DOCS = System.getProperty("macaw.docs.url", "https://macaw.example/docs");

    private Runbook() {}

    /** The whole runbook. */
    public static String url() {
        return DOCS + "/runbook.md";
    }

    /** An alert's section. */
    public static String url(String alert) {
        return DOCS + "/runbook.md#" + alert.toLowerCase(Locale.ROOT);
    }
}
