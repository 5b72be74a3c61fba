#!/usr/bin/env pwsh
# The mirror of build.sh for PowerShell: builds, runs, tests, measures. It installs nothing, but says what is missing,
# what for, and what to type. See ./build.ps1 help.
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3.0

$root = $PSScriptRoot
$artifacts = Join-Path $root 'artifacts'
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_SKIP_FIRST_TIME_EXPERIENCE = '1'
$onLinux = -not ($PSVersionTable.PSEdition -eq 'Desktop') -and $IsLinux
$onMac = -not ($PSVersionTable.PSEdition -eq 'Desktop') -and $IsMacOS

function Say([string] $text) { [Console]::Error.WriteLine($text) }
function Fail([string] $text) { Say "build.ps1: $text"; exit 1 }
function Test-Command([string] $name) { $null -ne (Get-Command $name -ErrorAction SilentlyContinue) }

function Show-Usage {
    @'
usage: ./build.ps1 COMMAND [arguments]

  run [gengpu arguments]    build Release, run gengpu; without arguments: `gengpu compare`
  test [--long] [arguments] every test; the last line is "N passed, M failed".
                            --long adds the tests of category Long; other arguments go to `dotnet test`
                            (for example --filter FullyQualifiedName~Philox)
  bench [NAME] [arguments]  benchmarks; without NAME: lists them
  format [--check]          dotnet format over the solution; --check only verifies
  pack [arguments]          NuGet packages into artifacts/packages; arguments go to `dotnet pack`
  help                      this text
'@
}

# ---- what the machine must have; names are those of Debian's packages ------------------------------------

# What to type elsewhere than on Linux. What has no line is not needed there.
$lines = @{}
if ($onMac) {
    $lines = @{ 'gnuplot-nox' = 'brew install gnuplot'; 'g++' = 'xcode-select --install'; 'python3-torch' = 'python3 -m pip install torch'
        'python3-numpy' = 'python3 -m pip install numpy'; 'python3-scipy' = 'python3 -m pip install scipy'; 'python3-sklearn' = 'python3 -m pip install scikit-learn' }
}
elseif (-not $onLinux) {
    $lines = @{ 'gnuplot-nox' = 'winget install gnuplot.gnuplot'; 'g++' = 'winget install LLVM.LLVM'; 'python3-torch' = 'py -m pip install torch'
        'python3-numpy' = 'py -m pip install numpy'; 'python3-scipy' = 'py -m pip install scipy'; 'python3-sklearn' = 'py -m pip install scikit-learn' }
}
$missing = [System.Collections.Generic.List[string]]::new()

function Add-Want([string] $package, [string] $reason, [bool] $present) {
    if ($present -or -not ($onLinux -or $lines.ContainsKey($package))) { return }
    $missing.Add($package)
    Say "missing: $package ($reason)"
}

function Show-Missing {
    if ($missing.Count -eq 0) { return }
    if ($onLinux) {
        if (Test-Command 'apt-get') {
            Say 'nothing is installed from here. To install it, type:'
            Say "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $missing"
        }
        else { Say "no apt-get here: install the equivalents of $missing with your package manager" }
    }
    else {
        Say 'nothing is installed from here. To install it, type:'
        $missing | ForEach-Object { Say "  $($lines[$_])" }
    }
    if ($env:CI -eq 'true') { Fail "CI needs $missing" }
    Say "going on without $missing"
}

function Test-Package([string] $name) {
    (Test-Command 'dpkg-query') -and (& dpkg-query -W '-f=${db:Status-Status}' $name 2>$null) -eq 'installed'
}

function Test-Font { (Test-Package 'fonts-dejavu-core') -or ((Test-Command 'fc-list') -and [bool](& fc-list : family | Select-String 'dejavu sans')) }

# Debian's Python modules are seen by Debian's Python only, whatever python3 comes first in PATH.
function Get-Python {
    if (Test-Path '/usr/bin/python3') { '/usr/bin/python3' } elseif (Test-Command 'python3') { 'python3' } else { 'py' }
}

function Test-Module([string] $name) {
    if (-not (Test-Command (Get-Python))) { return $false }
    & (Get-Python) -c "import importlib.util, sys; sys.exit(importlib.util.find_spec('$name') is None)" 2>$null
    $LASTEXITCODE -eq 0
}

function Add-RunWants {
    Add-Want 'gnuplot-nox' 'draws the pictures' (Test-Command 'gnuplot')
    if ($onLinux) { Add-Want 'fonts-dejavu-core' 'the letters in the pictures' (Test-Font) }
}

function Add-TestWants {
    if ($onLinux) {
        # In any of the places where an OpenCL loader looks.
        Add-Want 'pocl-opencl-icd' 'OpenCL on the CPU: the tests run the GPU kernels through it' ((Test-Package 'pocl-opencl-icd') -or (Test-Path '/etc/OpenCL/vendors/*pocl*'))
        Add-Want 'ocl-icd-libopencl1' 'the loader that finds OpenCL drivers' `
            ((Test-Package 'ocl-icd-libopencl1') -or ((Test-Command 'ldconfig') -and [bool](& ldconfig -p | Select-String 'libOpenCL\.so\.1')))
    }
    Add-Want 'g++' 'the tests compile the CUDA side of the GPU kernels as C++, and a stand-in for the CUDA driver' (Test-Command 'g++')
    Add-Want 'slurm-wlm' 'the tests give sweeps to a real Slurm, which they start and stop themselves' (Test-Command 'slurmctld')
    Add-Want 'munge' "Slurm's programs know each other by it" (Test-Command 'mungekey')
    Add-Want 'clang-19' 'the tests make PTX of the GPU kernels and check their OpenCL side' (Test-Command 'clang-19')
}

function Add-BenchWants {
    Add-Want 'g++' "compiles the hand-written yardstick and measures the machine's peak" (Test-Command 'g++')
    Add-Want 'python3-torch' 'the peer that the training speed is compared with' (Test-Module 'torch')
    Add-Want 'python3-numpy' 'the peer that sorting is compared with' (Test-Module 'numpy')
    Add-Want 'python3-scipy' 'the peer that W1 is compared with' (Test-Module 'scipy')
    Add-Want 'python3-sklearn' 'ships the real measurements that compare and train are shown on' (Test-Module 'sklearn')
    if ($onLinux) { Add-Want 'libopenblas0-pthread' 'fast matrix products for PyTorch; without it the ratios would flatter us' (Test-Package 'libopenblas0-pthread') }
}

# ---- building --------------------------------------------------------------------------------------------

$source = 'from https://dotnet.microsoft.com/download/dotnet/10.0'

function Assert-Dotnet {
    if (-not (Test-Command 'dotnet')) { Fail "the .NET 10 SDK is missing: install it $source and put dotnet on the PATH" }
}

function Assert-Sdk {
    Assert-Dotnet
    Push-Location $root
    try { $answer = & dotnet --version 2>&1 | Out-String } finally { Pop-Location }
    if ($LASTEXITCODE -ne 0) { Say $answer; Fail "no installed .NET SDK satisfies global.json: install a .NET 10 SDK $source" }
}

# Name, size and time of every input of a build.
function Get-Signature([string[]] $folders) {
    $folders | ForEach-Object { Get-ChildItem (Join-Path $root $_) -Recurse -File } |
        Where-Object { $_.FullName -notmatch '[\\/](bin|obj|__pycache__)[\\/]' } |
        ForEach-Object { "$($_.FullName) $($_.Length) $($_.LastWriteTimeUtc.Ticks)" } | Sort-Object
}

# Builds Release unless the folders are as they were at the last good build.
function Invoke-Build([string] $name, [string] $project, [string] $product, [string[]] $folders) {
    $stamp = Join-Path $artifacts "built-$name-ps1"
    $now = (Get-Signature ($folders + @('Directory.Build.props', 'Directory.Packages.props', '.editorconfig', 'global.json', 'GenGpu.sln'))) -join "`n"
    if ((Test-Path $product) -and (Test-Path $stamp) -and $now -eq (Get-Content -Raw $stamp)) { return }
    Assert-Sdk
    Say "building $(Split-Path $project -Leaf) ..."
    $null = New-Item -ItemType Directory -Force $artifacts
    Remove-Item -Force $stamp -ErrorAction SilentlyContinue
    $options = @('-c', 'Release', '-v', 'quiet', '-nologo', '-clp:NoSummary')
    if ($env:CI -eq 'true') { $options += '-nodeReuse:false' }
    Push-Location $root
    try { $log = & dotnet build $project @options 2>&1 | ForEach-Object { "$_" } }
    finally { Pop-Location }
    if ($LASTEXITCODE -eq 0) {
        Set-Content -Path $stamp -Value $now -NoNewline
        return
    }
    $errors = @($log | Where-Object { $_ -match ': error ' } | Sort-Object -Unique)
    if ($errors.Count -eq 0) { $errors = @($log) }
    $errors | ForEach-Object { Say $_ }
    Fail "$(Split-Path $project -Leaf) does not build"
}

$gengpu = Join-Path $root 'src/GenGpu.Cli/bin/Release/net10.0/GenGpu.Cli.dll'
$bench = Join-Path $root 'bench/GenGpu.Bench/bin/Release/net10.0/GenGpu.Bench.dll'
$everything = @('src', 'kernels', 'tests', 'bench', 'tools')

# ---- commands --------------------------------------------------------------------------------------------

function Invoke-Run([string[]] $arguments) {
    Add-RunWants
    Show-Missing
    Assert-Dotnet
    Invoke-Build 'gengpu' 'src/GenGpu.Cli/GenGpu.Cli.csproj' $gengpu @('src', 'kernels')
    if ($arguments.Count -eq 0) { $arguments = @('compare') }
    & dotnet $gengpu @arguments
    exit $LASTEXITCODE
}

function Invoke-Tests([string[]] $arguments) {
    $filter = 'Category!=Long'
    $userFilter = ''
    $extra = @()
    $settings = @('RunConfiguration.MaxCpuCount=0')
    for ($i = 0; $i -lt $arguments.Count; $i++) {
        $argument = $arguments[$i]
        if ($argument -eq '--long') { $filter = '' }
        elseif ($argument -eq '--filter') {
            if ($i + 1 -ge $arguments.Count) { Fail '--filter needs an expression, for example FullyQualifiedName~Philox' }
            $i++
            $userFilter = $arguments[$i]
        }
        elseif ($argument -like '--filter=*') { $userFilter = $argument.Substring('--filter='.Length) }
        elseif ($argument -eq '--') {
            if ($i + 1 -lt $arguments.Count) { $settings += $arguments[($i + 1)..($arguments.Count - 1)] }
            break
        }
        else { $extra += $argument }
    }
    if ($userFilter -ne '') { $filter = if ($filter -ne '') { "($filter)&($userFilter)" } else { "($userFilter)" } }
    if ($filter -ne '') { $extra += @('--filter', $filter) }

    Add-RunWants
    Add-TestWants
    Show-Missing
    Assert-Dotnet
    Invoke-Build 'everything' 'GenGpu.sln' $gengpu $everything
    $assemblies = @(Get-ChildItem (Join-Path $root 'tests') -Recurse -Filter '*.csproj' |
            ForEach-Object { Join-Path $_.DirectoryName "bin/Release/net10.0/$($_.BaseName).dll" })
    $results = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
    & dotnet test @assemblies --nologo --results-directory $results --logger 'trx;LogFileName=all.trx' @extra -- @settings
    $status = $LASTEXITCODE
    $passed = 0; $failed = 0; $total = 0; $executed = 0
    $file = Join-Path $results 'all.trx'
    if (Test-Path $file) {
        $counters = ([xml](Get-Content -Raw $file)).TestRun.ResultSummary.Counters
        $passed = [int]$counters.passed; $failed = [int]$counters.failed
        $total = [int]$counters.total; $executed = [int]$counters.executed
    }
    Remove-Item -Recurse -Force $results -ErrorAction SilentlyContinue
    ''
    # A test host that died reports no failed test: the run as a whole has failed then.
    if ($status -ne 0 -and $failed -eq 0) {
        $failed = 1
        "the test run broke off with exit code $status; it is counted as one failure"
    }
    elseif ($status -eq 0 -and $executed -eq 0) {
        $status = 1
        'no test was run'
    }
    "$($total - $executed) skipped"
    "$passed passed, $failed failed"
    if ($failed -ne 0 -and $status -eq 0) { $status = 1 }
    exit $status
}

function Invoke-Bench([string[]] $arguments) {
    if ($arguments.Count -eq 0) {
        $inside = $false
        foreach ($line in Get-Content (Join-Path $root 'bench/README.md')) {
            if ($line -like '## *') { $inside = $line -eq '## Commands' } elseif ($inside) { $line }
        }
        return
    }
    Add-BenchWants
    Show-Missing
    Assert-Dotnet
    Invoke-Build 'everything' 'GenGpu.sln' $bench $everything
    $name = $arguments[0]
    $rest = @($arguments | Select-Object -Skip 1)
    $script = Join-Path $root "bench/$name.py"
    if (-not (Test-Path $script) -and $name -in 'flow', 'train') { $script = Join-Path $root "bench/${name}_speed.py" }
    if (Test-Path $script) { & (Get-Python) $script @rest } else { & dotnet $bench @arguments }
    exit $LASTEXITCODE
}

function Invoke-Format([string[]] $arguments) {
    Assert-Sdk
    $options = @()
    if ($arguments.Count -gt 0) {
        if ($arguments[0] -ne '--check') { Fail "format knows --check only, not $($arguments[0])" }
        $options = @('--verify-no-changes')
    }
    Push-Location $root
    try { & dotnet format GenGpu.sln @options } finally { Pop-Location }
    exit $LASTEXITCODE
}

function Invoke-Pack([string[]] $arguments) {
    Assert-Sdk
    $output = Join-Path $artifacts 'packages'
    foreach ($project in Get-ChildItem (Join-Path $root 'src') -Recurse -Filter '*.csproj') {
        & dotnet pack $project.FullName -c Release -v quiet -nologo -o $output '-p:IsPackable=true' @arguments
        if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
    }
    Say "packages in ${output}:"
    Get-ChildItem $output -Name
}

$command = if ($args.Count -gt 0) { [string]$args[0] } else { 'help' }
$rest = @($args | Select-Object -Skip 1 | ForEach-Object { [string]$_ })
switch ($command) {
    'run' { Invoke-Run $rest }
    'test' { Invoke-Tests $rest }
    'bench' { Invoke-Bench $rest }
    'format' { Invoke-Format $rest }
    'pack' { Invoke-Pack $rest }
    { $_ -in 'help', '-h', '--help' } { Show-Usage }
    default { Say (Show-Usage); Say ''; Say "build.ps1: unknown command '$command'"; exit 2 }
}
