package macaw.chassis.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The routes that answer without a credential, read from {@code access/public-routes.txt}. */
public final class PublicRoutes {
    /** Class path resource with the one list. */
    public static final String RESOURCE = "access/public-routes.txt";

    private final List<Route> routes;

    private PublicRoutes(List<Route> routes) {
        this.routes = routes;
    }

    /**
     * One line of the list.
     *
     * @param method HTTP method; GET stands for HEAD too
     * @param path exact path, or the beginning of one when {@code prefix}
     * @param prefix whether the line ended in *
     */
    public record Route(String method, String path, boolean prefix) {
        static Route parse(String line) {
            String[] words = line.split("\\s+");
            if (words.length != 2 || !words[1].startsWith("/") || words[1].equals("/*")) {
                throw new IllegalArgumentException(
                        "a public route reads METHOD /path or METHOD /folder/*, was '" + line + "'");
            }
            boolean prefix = words[1].endsWith("/*");
            return new Route(words[0], prefix ? words[1].substring(0, words[1].length() - 1) : words[1], prefix);
        }

        boolean matches(String requestMethod, String requestPath) {
            boolean sameMethod = method.equals(requestMethod) || (method.equals("GET") && requestMethod.equals("HEAD"));
            return sameMethod && (prefix ? requestPath.startsWith(path) : requestPath.equals(path));
        }
    }

    /** The list that ships with the chassis. */
    public static PublicRoutes shipped() {
        try (InputStream in = PublicRoutes.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines of METHOD and path; blank lines and # comments are skipped. */
    public static PublicRoutes parse(String text) {
        return new PublicRoutes(text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(Route::parse)
                .toList());
    }

    /** Whether a request needs no credential. The path is the normalised one, without query. */
    public boolean contains(String method, String path) {
        return routes.stream().anyMatch(route -> route.matches(method, path));
    }

    /** The list, for the test that walks all routes. */
    public List<Route> routes() {
        return routes;
    }
}
