package macaw.localstack;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** A service's own word on whether it is ready, from its management port. */
public final class Readiness {
    private static final int TIMEOUT_MILLIS = 5000;

    private final URI probe;

    public Readiness(Address address) {
        this(address.managementUrl());
    }

    /** @param managementUrl {@code http://host:port} of the management port */
    public Readiness(String managementUrl) {
        this.probe = URI.create(managementUrl + "/q/health/ready");
    }

    /** Asks once; false also when nothing listens yet. */
    public boolean holds() {
        try {
            HttpURLConnection connection = (HttpURLConnection) probe.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == HttpURLConnection.HTTP_OK;
        } catch (IOException notYet) {
            return false;
        }
    }
}
