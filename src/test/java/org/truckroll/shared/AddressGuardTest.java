// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** api.md 5: callbacks to private or loopback addresses are refused unless allowed by configuration. */
class AddressGuardTest {

    private final AddressGuard closed = guard(List.of(), "93.184.215.14");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://127.8.9.10:8080/x",
                "http://localhost/",
                "http://LOCALHOST./",
                "http://app.localhost/",
                "http://[::1]/",
                "http://10.1.2.3/",
                "http://172.16.0.1/",
                "http://172.31.255.255/",
                "http://192.168.1.1/",
                "http://100.64.0.1/",
                "http://100.127.255.255/",
                "http://169.254.169.254/latest/meta-data",
                "http://0.0.0.0/",
                "http://[::]/",
                "http://[fc00::1]/",
                "http://[fdff::1]/",
                "http://[fe80::1]/",
                "http://[fe80::1%25eth0]/",
                "http://[fec0::1]/",
                "http://224.0.0.1/",
                "http://[ff02::1]/",
                "http://255.255.255.255/",
                "http://[::ffff:10.0.0.1]/",
                "http://[::ffff:7f00:1]/",
                "http://[::127.0.0.1]/",
                "http://[64:ff9b::a00:1]/",
                "http://[2002:a00:1::1]/",
                "https://192.168.0.7:9443/answers"
            })
    void refusesAddressInsideThePrivateNetworks(String url) {
        assertThatThrownBy(() -> closed.checkForm(URI.create(url))).isInstanceOf(RefusedAddressException.class);
        assertThatThrownBy(() -> closed.check(URI.create(url))).isInstanceOf(RefusedAddressException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://cis.example/",
                "file:///etc/passwd",
                "gopher://cis.example/",
                "jar:http://cis.example/!/",
                "//cis.example/x",
                "/answers",
                "mailto:a@b.example",
                "http:///x",
                "http://2130706433/",
                "http://127.1/",
                "http://0x7f.1/",
                "http://user:pw@cis.example/",
                "http://user@cis.example/",
                "http://a@b@c/",
                "http://cis_1.example/",
                "http://cis.example:0/",
                "http://cis.example:70000/"
            })
    void refusesAddressThatIsNotPlainHttp(String url) {
        assertThatThrownBy(() -> closed.checkForm(URI.create(url))).isInstanceOf(RefusedAddressException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://cis.example/answers",
                "http://8.8.8.8/",
                "http://172.32.0.1/",
                "http://100.128.0.1/",
                "http://[2606:4700::1111]/",
                "http://[64:ff9b::808:808]/",
                "HTTPS://cis.example:8443/x?y=z"
            })
    void passesPublicAddress(String url) {
        assertThatCode(() -> closed.check(URI.create(url))).doesNotThrowAnyException();
    }

    @Test
    void refusesNameThatLeadsInsideAndKeepsTheAddressToItself() {
        assertThatThrownBy(() -> guard(List.of(), "10.9.8.7").check(URI.create("http://intern.example/x?t=secret")))
                .isInstanceOf(RefusedAddressException.class)
                .hasMessage("host intern.example leads to a private address");
    }

    @Test
    void connectsOnlyToThePublicOnesOfSeveralAddresses() throws Exception {
        assertThat(guard(List.of(), "10.0.0.1", "93.184.215.14").resolve("mixed.example"))
                .extracting(InetAddress::getHostAddress)
                .containsExactly("93.184.215.14");
    }

    @Test
    void passesNameThatCannotBeResolvedNowButConnectsToNothing() {
        AddressGuard away = new AddressGuard(new OutboundProperties(List.of()), host -> {
            throw new UnknownHostException(host);
        });
        assertThatCode(() -> away.check(URI.create("https://cis.example/answers")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> away.resolve("cis.example")).isInstanceOf(UnknownHostException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.0/8, http://127.0.0.1:8080/x, true",
        "127.0.0.0/8, http://localhost:8080/x, true",
        "127.0.0.0/8, http://10.0.0.1/x, false",
        "::1, http://[::1]:8080/x, true",
        "::1, http://127.0.0.1/x, false",
        "10.1.0.0/16, http://10.1.255.1/x, true",
        "10.1.0.0/16, http://10.2.0.1/x, false",
        "10.1.0.0/16, http://[::ffff:10.1.0.9]/x, true",
        "fd00::/8, http://[fd12::1]/x, true",
        "fd00::/8, http://[fc12::1]/x, false",
        "192.168.1.7, http://192.168.1.7/x, true",
        "192.168.1.7, http://192.168.1.8/x, false",
        "cis.intern, http://CIS.intern/x, true",
        "cis.intern, http://other.intern/x, false"
    })
    void allowsWhatConfigurationNames(String allowed, String url, boolean passes) {
        AddressGuard guard = guard(List.of(allowed), url.contains("localhost") ? "127.0.0.1" : "10.0.0.9");
        assertThat(passes(guard, url)).isEqualTo(passes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0/8", "fd00::/129", "a b", "10.0.0.0/x", "", "cis.intern/16"})
    void refusesToStartWithAnEntryThatMeansNothing(String entry) {
        assertThatThrownBy(() -> guard(List.of(entry), "10.0.0.9")).isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean passes(AddressGuard guard, String url) {
        try {
            guard.check(URI.create(url));
            return true;
        } catch (RefusedAddressException e) {
            return false;
        }
    }

    private static AddressGuard guard(List<String> allowed, String... addresses) {
        return new AddressGuard(new OutboundProperties(allowed), host -> {
            if (Character.digit(host.charAt(0), 10) >= 0 || host.contains(":")) {
                return InetAddress.getAllByName(host);
            }
            var found = new InetAddress[addresses.length];
            for (int i = 0; i < addresses.length; i++) {
                found[i] = InetAddress.getByName(addresses[i]);
            }
            return found;
        });
    }
}
