# Installs the static binary on Linux; Scripts/package fills in the words between the signs.
class Accredit < Formula
  desc "Compiler of the access that vendors get to your AWS account"
  homepage "https://accredit.invalid/" # a placeholder
  url "@url@"
  sha256 "@sha256@"
  license :cannot_represent # none is stated yet: see COPYRIGHT

  depends_on arch: :x86_64
  depends_on :linux

  def install
    bin.install "bin/accredit"
    bash_completion.install "completions/accredit.bash" => "accredit"
    zsh_completion.install "completions/_accredit"
    fish_completion.install "completions/accredit.fish"
    man1.install "man/man1/accredit.1"
    doc.install "COPYRIGHT", "accredit.cdx.json"
  end

  test do
    system bin/"accredit", "init", "spec.yaml"
    assert_match "error[placeholder]", shell_output("#{bin}/accredit validate spec.yaml 2>&1", 1)
  end
end
