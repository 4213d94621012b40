package macaw.chassis.access;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a browser's request that changes something came from this site's own page. Source: OWASP, Cross-Site Request Forgery Prevention. */
public final class SameOrigin {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private SameOrigin() {}

    /**
     * True for reading methods; otherwise Sec-Fetch-Site must say same-origin and Origin, or Referer where a browser sends no Origin, must
     * name the host the request was sent to. A request without any of the three is refused.
     */
    public static boolean allows(
            String method,
            @Nullable String host,
            @Nullable String origin,
            @Nullable String referer,
            @Nullable String fetchSite) {
        if (READING.contains(method)) {
            return true;
        }
        if (fetchSite != null && !fetchSite.equals("same-origin")) {
            return false;
        }
        String from = origin != null ? origin : referer;
        if (from == null) {
            return fetchSite != null;
        }
        return host != null && host.equalsIgnoreCase(authority(from));
    }

    private static String authority(String address) {
        try {
            String authority = URI.create(address).getAuthority();
            return authority == null ? "" : authority;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
